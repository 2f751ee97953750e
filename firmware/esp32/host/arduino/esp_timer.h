/** Stand-in for the timers of ESP-IDF. */
#pragma once
#include <stdint.h>

typedef int esp_err_t;
constexpr esp_err_t ESP_OK = 0;
typedef void (*esp_timer_cb_t)(void* arg);
typedef struct esp_timer* esp_timer_handle_t;
enum esp_timer_dispatch_t { ESP_TIMER_TASK };

struct esp_timer_create_args_t {
  esp_timer_cb_t callback;
  void* arg;
  esp_timer_dispatch_t dispatch_method;
  const char* name;
  bool skip_unhandled_events;
};

int64_t esp_timer_get_time();
esp_err_t esp_timer_create(const esp_timer_create_args_t* args, esp_timer_handle_t* handle);
esp_err_t esp_timer_start_periodic(esp_timer_handle_t handle, uint64_t periodUs);
