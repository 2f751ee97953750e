/** Stand-in for the core's WebServer: real HTTP on a free port of this computer, one request at a time. */
#pragma once
#include <map>
#include "WiFi.h"

enum HTTPMethod { HTTP_GET };

class WebServer {
 public:
  explicit WebServer(int) {}
  void on(const char* path, HTTPMethod, std::function<void()> call) { routes_[path] = call; }
  void onNotFound(std::function<void()> call) { notFound_ = call; }
  void begin();
  void handleClient();
  void sendHeader(const char* name, const char* value);
  void send(int status, const char* type, const char* body);

 private:
  std::map<std::string, std::function<void()>> routes_;
  std::function<void()> notFound_;
  int listener_ = -1;
  int client_ = -1;
  std::string headers_;
};
