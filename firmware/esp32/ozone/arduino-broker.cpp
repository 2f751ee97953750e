#include "arduino-broker.h"
#include "payload.h"

namespace {

constexpr uint16_t keepAliveS = 30;
/** Longer than the unit waits for an acknowledgement: it decides what is sent again, not the client. */
constexpr uint16_t clientRepeatsS = 60;

/** `\n` in a setting is the end of a line in a certificate. */
std::string withLineEnds(const std::string& written) {
  std::string text;
  for (size_t i = 0; i < written.size(); i++) {
    const bool isEnd = written[i] == '\\' && i + 1 < written.size() && written[i + 1] == 'n';
    text += isEnd ? '\n' : written[i];
    if (isEnd) i++;
  }
  return text;
}

}  // namespace

void ArduinoBroker::begin(const std::string& deviceId) {
  deviceId_ = deviceId;
  host_ = settings_.text("mqtt_host");
  user_ = settings_.text("mqtt_user").empty() ? deviceId : settings_.text("mqtt_user");
  password_ = settings_.text("mqtt_password");
  certificate_ = withLineEnds(settings_.text("mqtt_ca"));
  commandTopic_ = topicOf(deviceId, "command");
  willTopic_ = topicOf(deviceId, "status");
  if (host_.empty()) return;
  if (settings_.number("mqtt_tls") == 0) {
    plain_.reset(new espMqttClient(espMqttClientTypes::UseInternalTask::YES));
    prepare(*plain_);
    client_ = plain_.get();
  } else if (!certificate_.empty()) {
    // Without a certificate there is no telling who listens: then nothing is said at all.
    secure_.reset(new espMqttClientSecure(espMqttClientTypes::UseInternalTask::YES));
    secure_->setCACert(certificate_.c_str());
    prepare(*secure_);
    client_ = secure_.get();
  }
}

template <typename Client>
void ArduinoBroker::prepare(Client& client) {
  client.setServer(host_.c_str(), static_cast<uint16_t>(settings_.number("mqtt_port")))
      .setCredentials(user_.c_str(), password_.c_str())
      .setClientId(deviceId_.c_str())
      .setKeepAlive(keepAliveS)
      .setCleanSession(true)
      .setTimeout(clientRepeatsS);
  client.onConnect([this](bool) {
    client_->subscribe(commandTopic_.c_str(), 1);
    tell({BrokerNews::What::connected, 0, ""});
  });
  client.onDisconnect([this](espMqttClientTypes::DisconnectReason) { tell({BrokerNews::What::disconnected, 0, ""}); });
  client.onPublish([this](uint16_t packetId) { tell({BrokerNews::What::acknowledged, packetId, ""}); });
  client.onMessage([this](const espMqttClientTypes::MessageProperties& properties, const char* topic, const uint8_t* payload,
                          size_t length, size_t index, size_t total) {
    // One that was kept by the broker is from another time; one in pieces is longer than any order.
    if (properties.retain || index != 0 || length != total || commandTopic_ != topic) return;
    tell({BrokerNews::What::command, 0, std::string(reinterpret_cast<const char*>(payload), length)});
  });
}

bool ArduinoBroker::connect(const std::string& will) {
  if (client_ == nullptr || !client_->disconnected()) return false;
  // The client would send what was under way in the last connection once more, beside what the unit sends.
  client_->clearQueue(true);
  will_ = will;
  if (plain_) plain_->setWill(willTopic_.c_str(), 1, false, will_.c_str());
  else secure_->setWill(willTopic_.c_str(), 1, false, will_.c_str());
  return client_->connect();
}

void ArduinoBroker::drop() {
  if (client_ != nullptr) client_->disconnect(true);
}

uint16_t ArduinoBroker::publish(const std::string& topic, const std::string& payload) {
  return client_->connected() ? client_->publish(topic.c_str(), 1, false, payload.c_str()) : 0;
}

void ArduinoBroker::tell(const BrokerNews& news) {
  const std::lock_guard<std::mutex> lock(mutex_);
  news_.push_back(news);
}

bool ArduinoBroker::takeNews(BrokerNews& news) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (news_.empty()) return false;
  news = news_.front();
  news_.pop_front();
  return true;
}
