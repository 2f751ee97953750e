/** MQTT 3.1.1 over a socket, as much of it as the stand-in of the client speaks. */
#pragma once
#include <memory>
#include "mqtt.h"

/** A broker at `port` of this computer, whatever host and port the firmware asks for. */
std::unique_ptr<MqttWire> realBroker(uint16_t port);
