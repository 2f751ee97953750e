/** The broker's side of the world: a made-up broker that does as it is told, or a real one at a port of this computer. */
#pragma once
#include <stdint.h>
#include <string>

struct MqttPublish {
  uint16_t packetId;
  std::string topic;
  std::string payload;
  uint8_t qos;
  bool isRetained;
  bool isRepeated;
};

struct MqttConnect {
  std::string host, clientId, username, password, willTopic, willPayload;
  uint16_t port;
  uint16_t keepAliveS;
  bool isSecure;
};

/** The client, as far as the other end moves it. */
class MqttListener {
 public:
  virtual void onWireConnected() = 0;
  virtual void onWireEnded() = 0;
  virtual void onWireAcknowledged(uint16_t packetId) = 0;
  virtual void onWireMessage(const std::string& topic, const std::string& payload, bool isRetained) = 0;

 protected:
  ~MqttListener() = default;
};

/** How to reach a broker; each call says what it sends, and what comes back comes with `run`. */
class MqttWire {
 public:
  virtual ~MqttWire() = default;
  virtual void connect(const MqttConnect& connect) = 0;
  virtual void publish(const MqttPublish& publish) = 0;
  virtual void subscribe(uint16_t packetId, const std::string& topic) = 0;
  virtual void close() = 0;
  virtual void run(MqttListener& client) = 0;
};

/** What a made-up broker does. */
struct Pretence {
  bool isUp = false;
  bool acknowledges = true;
};
extern Pretence pretence;

/** A message of the made-up broker. */
void pretendMessage(const std::string& topic, const std::string& payload, bool isRetained);
/** From now on the broker that really listens at `port`. */
void useRealBroker(uint16_t port);
/** What has come for the client. */
void runMqtt();
MqttWire& mqttWire();
void registerMqtt(MqttListener* client);
