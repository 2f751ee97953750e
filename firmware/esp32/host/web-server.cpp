#include <WebServer.h>
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../base/json.h"
#include "world.h"

void WebServer::begin() {
  listener_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 || listen(listener_, 8) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    perror("web server");
  }
  say(JsonText().number("port", ntohs(address.sin_port)).end());
}

void WebServer::handleClient() {
  pollfd watched = {listener_, POLLIN, 0};
  if (poll(&watched, 1, 0) <= 0) return;
  client_ = accept(listener_, nullptr, nullptr);
  std::string request;
  char bytes[1024];
  while (request.find("\r\n\r\n") == std::string::npos) {
    const ssize_t got = recv(client_, bytes, sizeof bytes, 0);
    if (got <= 0) break;
    request.append(bytes, static_cast<size_t>(got));
  }
  const size_t space = request.find(' ');
  const std::string path = space == std::string::npos ? "" : request.substr(space + 1, request.find(' ', space + 1) - space - 1);
  const auto route = routes_.find(path);
  if (request.compare(0, 4, "GET ") == 0 && route != routes_.end()) route->second();
  else notFound_();
  close(client_);
  client_ = -1;
}

void WebServer::sendHeader(const char* name, const char* value) { headers_ += std::string(name) + ": " + value + "\r\n"; }

void WebServer::send(int status, const char* type, const char* body) {
  const std::string text = body;
  const std::string answer = "HTTP/1.1 " + std::to_string(status) + " -\r\nContent-Type: " + type + "\r\n" + headers_ +
                             "Content-Length: " + std::to_string(text.size()) + "\r\nConnection: close\r\n\r\n" + text;
  headers_.clear();
  if (::send(client_, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) perror("web server");
}
