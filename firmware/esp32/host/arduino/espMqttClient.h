/**
 * Stand-in for espMqttClient 1.7.3, with what is easily overlooked in it: it keeps pointers, not copies; what was not
 * acknowledged is sent again after the next connect unless the queue is cleared; `connect` is refused while it is not disconnected.
 */
#pragma once
#include <deque>
#include <functional>
#include <stdint.h>
#include <string>
#include "../mqtt.h"

namespace espMqttClientTypes {
enum class DisconnectReason : uint8_t { USER_OK = 0, MQTT_NOT_AUTHORIZED = 5, TCP_DISCONNECTED = 7 };
enum class UseInternalTask { NO = 0, YES = 1 };
struct MessageProperties {
  uint8_t qos;
  bool dup;
  bool retain;
  uint16_t packetId;
};
typedef std::function<void(bool sessionPresent)> OnConnectCallback;
typedef std::function<void(DisconnectReason reason)> OnDisconnectCallback;
typedef std::function<void(const MessageProperties& properties, const char* topic, const uint8_t* payload, size_t len, size_t index, size_t total)>
    OnMessageCallback;
typedef std::function<void(uint16_t packetId)> OnPublishCallback;
}  // namespace espMqttClientTypes

class MqttClient : public MqttListener {
 public:
  MqttClient();
  virtual ~MqttClient() = default;
  bool connected() const { return state_ == State::connected; }
  bool disconnected() const { return state_ == State::disconnected; }
  bool connect();
  bool disconnect(bool force);
  uint16_t subscribe(const char* topic, uint8_t qos);
  uint16_t publish(const char* topic, uint8_t qos, bool retain, const char* payload);
  void clearQueue(bool deleteSessionData);

  void onWireConnected() override;
  void onWireEnded() override;
  void onWireAcknowledged(uint16_t packetId) override;
  void onWireMessage(const std::string& topic, const std::string& payload, bool isRetained) override;

 protected:
  enum class State { disconnected, connecting, connected };
  State state_ = State::disconnected;
  uint16_t packetId_ = 0;
  std::deque<MqttPublish> outbox_;
  const char* clientId_ = "";
  const char* host_ = "";
  uint16_t port_ = 1883;
  uint16_t keepAliveS_ = 15;
  bool cleanSession_ = true;
  const char* username_ = nullptr;
  const char* password_ = nullptr;
  const char* willTopic_ = nullptr;
  const char* willPayload_ = nullptr;
  const char* certificate_ = nullptr;
  espMqttClientTypes::OnConnectCallback onConnect_;
  espMqttClientTypes::OnDisconnectCallback onDisconnect_;
  espMqttClientTypes::OnMessageCallback onMessage_;
  espMqttClientTypes::OnPublishCallback onPublish_;
};

template <typename T>
class MqttClientSetup : public MqttClient {
 public:
  T& setServer(const char* host, uint16_t port) { return host_ = host, port_ = port, self(); }
  T& setCredentials(const char* username, const char* password) { return username_ = username, password_ = password, self(); }
  T& setClientId(const char* clientId) { return clientId_ = clientId, self(); }
  T& setKeepAlive(uint16_t keepAlive) { return keepAliveS_ = keepAlive, self(); }
  T& setCleanSession(bool cleanSession) { return cleanSession_ = cleanSession, self(); }
  T& setTimeout(uint16_t) { return self(); }
  T& setWill(const char* topic, uint8_t, bool, const char* payload) { return willTopic_ = topic, willPayload_ = payload, self(); }
  T& onConnect(espMqttClientTypes::OnConnectCallback call) { return onConnect_ = call, self(); }
  T& onDisconnect(espMqttClientTypes::OnDisconnectCallback call) { return onDisconnect_ = call, self(); }
  T& onMessage(espMqttClientTypes::OnMessageCallback call) { return onMessage_ = call, self(); }
  T& onPublish(espMqttClientTypes::OnPublishCallback call) { return onPublish_ = call, self(); }

 private:
  T& self() { return static_cast<T&>(*this); }
};

class espMqttClient : public MqttClientSetup<espMqttClient> {
 public:
  explicit espMqttClient(espMqttClientTypes::UseInternalTask) {}
};

class espMqttClientSecure : public MqttClientSetup<espMqttClientSecure> {
 public:
  explicit espMqttClientSecure(espMqttClientTypes::UseInternalTask) {}
  espMqttClientSecure& setCACert(const char* certificate) { return certificate_ = certificate, *this; }
};
