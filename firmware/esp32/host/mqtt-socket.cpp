#include "mqtt-socket.h"
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

/** Nothing here is asked for that is not answered or refused at once; this only ends a test that hangs. */
constexpr int patienceMs = 5000;

void putText(std::string& packet, const std::string& text) {
  packet += static_cast<char>(text.size() >> 8);
  packet += static_cast<char>(text.size());
  packet += text;
}

void putNumber(std::string& packet, uint16_t number) {
  packet += static_cast<char>(number >> 8);
  packet += static_cast<char>(number);
}

uint16_t numberAt(const std::string& packet, size_t at) {
  return static_cast<uint16_t>((static_cast<uint8_t>(packet.at(at)) << 8) | static_cast<uint8_t>(packet.at(at + 1)));
}

class SocketWire : public MqttWire {
 public:
  explicit SocketWire(uint16_t port) : port_(port) {}
  ~SocketWire() override { close(); }

  void connect(const MqttConnect& connect) override {
    close();
    received_.clear();
    awaited_ = 1;
    socket_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      close();
      hasFailed_ = true;
      return;
    }
    std::string body;
    putText(body, "MQTT");
    body += '\x04';
    // User name, password, will at QoS 1, clean session.
    body += static_cast<char>(0x80 | 0x40 | 0x08 | 0x04 | 0x02);
    putNumber(body, connect.keepAliveS);
    for (const std::string& text : {connect.clientId, connect.willTopic, connect.willPayload, connect.username, connect.password}) putText(body, text);
    send(0x10, body);
  }

  void publish(const MqttPublish& publish) override {
    std::string body;
    putText(body, publish.topic);
    putNumber(body, publish.packetId);
    body += publish.payload;
    awaited_++;
    send(static_cast<uint8_t>(0x30 | (publish.isRepeated ? 8 : 0) | (publish.qos << 1) | (publish.isRetained ? 1 : 0)), body);
  }

  void subscribe(uint16_t packetId, const std::string& topic) override {
    std::string body;
    putNumber(body, packetId);
    putText(body, topic);
    body += '\x01';
    awaited_++;
    send(0x82, body);
  }

  void close() override {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  /** Takes what is there; waits for it while an answer is owed, because the firmware's clock stands still meanwhile. */
  void run(MqttListener& client) override {
    if (hasFailed_) {
      hasFailed_ = false;
      client.onWireEnded();
    }
    while (socket_ >= 0) {
      pollfd watched = {socket_, POLLIN, 0};
      if (poll(&watched, 1, awaited_ > 0 ? patienceMs : 0) <= 0) return;
      char bytes[4096];
      const ssize_t got = recv(socket_, bytes, sizeof bytes, 0);
      if (got <= 0) {
        close();
        client.onWireEnded();
        return;
      }
      received_.append(bytes, static_cast<size_t>(got));
      while (takePacket(client)) continue;
    }
  }

 private:
  void send(uint8_t type, const std::string& body) {
    std::string packet(1, static_cast<char>(type));
    for (size_t left = body.size();;) {
      const uint8_t digit = left & 0x7f;
      left >>= 7;
      packet += static_cast<char>(left > 0 ? digit | 0x80 : digit);
      if (left == 0) break;
    }
    packet += body;
    if (::send(socket_, packet.data(), packet.size(), MSG_NOSIGNAL) < 0) hasFailed_ = true;
  }

  bool takePacket(MqttListener& client) {
    size_t length = 0, at = 1;
    for (int shift = 0;; shift += 7) {
      if (at >= received_.size()) return false;
      const uint8_t digit = static_cast<uint8_t>(received_[at++]);
      length |= static_cast<size_t>(digit & 0x7f) << shift;
      if ((digit & 0x80) == 0) break;
    }
    if (received_.size() < at + length) return false;
    const uint8_t type = static_cast<uint8_t>(received_[0]);
    const std::string body = received_.substr(at, length);
    received_.erase(0, at + length);
    take(type, body, client);
    return socket_ >= 0;
  }

  void take(uint8_t type, const std::string& body, MqttListener& client) {
    if (type >> 4 != 3 && awaited_ > 0) awaited_--;
    if (type >> 4 == 2) {
      if (body.at(1) == 0) return client.onWireConnected();
      close();
      client.onWireEnded();
    } else if (type >> 4 == 4) {
      client.onWireAcknowledged(numberAt(body, 0));
    } else if (type >> 4 == 3) {
      const size_t topicBytes = numberAt(body, 0);
      const bool hasId = (type & 6) != 0;
      if (hasId) {
        std::string acknowledged;
        putNumber(acknowledged, numberAt(body, 2 + topicBytes));
        send(0x40, acknowledged);
      }
      client.onWireMessage(body.substr(2, topicBytes), body.substr(2 + topicBytes + (hasId ? 2 : 0)), (type & 1) != 0);
    }
  }

  uint16_t port_;
  int socket_ = -1;
  bool hasFailed_ = false;
  int awaited_ = 0;
  std::string received_;
};

}  // namespace

std::unique_ptr<MqttWire> realBroker(uint16_t port) { return std::unique_ptr<MqttWire>(new SocketWire(port)); }
