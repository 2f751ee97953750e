/** The broker through espMqttClient, whose own task calls back while the unit does something else. */
#pragma once
#include <deque>
#include <espMqttClient.h>
#include <memory>
#include <mutex>
#include "../base/settings.h"
#include "link.h"

class ArduinoBroker : public Broker {
 public:
  explicit ArduinoBroker(const Settings& settings) : settings_(settings) {}
  /** Once, after the settings were read. */
  void begin(const std::string& deviceId);
  bool connect(const std::string& will) override;
  void drop() override;
  uint16_t publish(const std::string& topic, const std::string& payload) override;
  bool takeNews(BrokerNews& news) override;

 private:
  template <typename Client>
  void prepare(Client& client);
  void tell(const BrokerNews& news);

  const Settings& settings_;
  std::unique_ptr<espMqttClient> plain_;
  std::unique_ptr<espMqttClientSecure> secure_;
  MqttClient* client_ = nullptr;
  // The client keeps pointers: what they point to lives as long as it does.
  std::string deviceId_, host_, user_, password_, certificate_, commandTopic_, willTopic_, will_;
  std::mutex mutex_;
  std::deque<BrokerNews> news_;
};
