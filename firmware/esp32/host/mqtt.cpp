#include "mqtt.h"
#include <deque>
#include <espMqttClient.h>
#include <memory>
#include <string.h>
#include "../base/json.h"
#include "mqtt-socket.h"
#include "world.h"

Pretence pretence;

namespace {

MqttListener* listener = nullptr;

/** A broker in this process. */
class PretendedWire : public MqttWire {
 public:
  void connect(const MqttConnect&) override {
    isAsked_ = true;
    unacknowledged_.clear();
  }
  void publish(const MqttPublish& publish) override { unacknowledged_.push_back(publish.packetId); }
  void subscribe(uint16_t, const std::string& topic) override { say(JsonText().text("subscribed", topic).end()); }
  void close() override { isOpen_ = false; }

  void run(MqttListener& client) override {
    if (isAsked_) {
      isAsked_ = false;
      isOpen_ = pretence.isUp;
      if (isOpen_) client.onWireConnected();
      else client.onWireEnded();
    }
    if (isOpen_ && !pretence.isUp) {
      isOpen_ = false;
      client.onWireEnded();
    }
    while (isOpen_ && pretence.acknowledges && !unacknowledged_.empty()) {
      const uint16_t packetId = unacknowledged_.front();
      unacknowledged_.pop_front();
      client.onWireAcknowledged(packetId);
    }
  }

 private:
  bool isAsked_ = false;
  bool isOpen_ = false;
  std::deque<uint16_t> unacknowledged_;
};

std::unique_ptr<MqttWire> wire(new PretendedWire());

}  // namespace

MqttWire& mqttWire() { return *wire; }
void registerMqtt(MqttListener* client) { listener = client; }
void useRealBroker(uint16_t port) { wire = realBroker(port); }

void runMqtt() {
  if (listener != nullptr) wire->run(*listener);
}

void pretendMessage(const std::string& topic, const std::string& payload, bool isRetained) {
  if (listener != nullptr) listener->onWireMessage(topic, payload, isRetained);
}

MqttClient::MqttClient() { registerMqtt(this); }

bool MqttClient::connect() {
  if (state_ != State::disconnected) return false;
  state_ = State::connecting;
  MqttConnect connect = {host_, clientId_, username_, password_, willTopic_, willPayload_, port_, keepAliveS_, certificate_ != nullptr};
  JsonText json;
  json.text("host", connect.host).number("port", connect.port).flag("tls", connect.isSecure).text("client_id", connect.clientId);
  json.text("user", connect.username).flag("clean", cleanSession_).text("will_topic", connect.willTopic).text("will", connect.willPayload);
  say(JsonText().raw("connect", json.number("at", static_cast<int64_t>(world.nowUs / 1000)).end()).end());
  if (world.isWifiUp) mqttWire().connect(connect);
  else onWireEnded();
  return true;
}

bool MqttClient::disconnect(bool) {
  if (state_ == State::disconnected) return false;
  mqttWire().close();
  onWireEnded();
  return true;
}

uint16_t MqttClient::subscribe(const char* topic, uint8_t) {
  mqttWire().subscribe(++packetId_, topic);
  return packetId_;
}

uint16_t MqttClient::publish(const char* topic, uint8_t qos, bool retain, const char* payload) {
  if (++packetId_ == 0) packetId_ = 1;
  outbox_.push_back({packetId_, topic, payload, qos, retain, false});
  const MqttPublish& publish = outbox_.back();
  JsonText json;
  json.text("topic", topic).number("qos", qos).flag("retain", retain).number("packet", packetId_).text("payload", payload);
  say(JsonText().raw("publish", json.end()).end());
  if (connected()) mqttWire().publish(publish);
  return packetId_;
}

void MqttClient::clearQueue(bool deleteSessionData) {
  if (deleteSessionData) outbox_.clear();
}

void MqttClient::onWireConnected() {
  state_ = State::connected;
  for (MqttPublish& publish : outbox_) {
    publish.isRepeated = true;
    say(JsonText().number("repeated", publish.packetId).end());
    mqttWire().publish(publish);
  }
  onConnect_(false);
}

void MqttClient::onWireEnded() {
  state_ = State::disconnected;
  onDisconnect_(espMqttClientTypes::DisconnectReason::TCP_DISCONNECTED);
}

void MqttClient::onWireAcknowledged(uint16_t packetId) {
  if (outbox_.empty() || outbox_.front().packetId != packetId) return;
  outbox_.pop_front();
  onPublish_(packetId);
}

void MqttClient::onWireMessage(const std::string& topic, const std::string& payload, bool isRetained) {
  if (!connected()) return;
  onMessage_({1, false, isRetained, 1}, topic.c_str(), reinterpret_cast<const uint8_t*>(payload.data()), payload.size(), 0, payload.size());
}
