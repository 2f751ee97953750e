/** Stand-in for the time client of ESP-IDF. */
#pragma once
#include <sys/time.h>

typedef void (*sntp_sync_time_cb_t)(struct timeval* time);
void sntp_set_time_sync_notification_cb(sntp_sync_time_cb_t callback);
