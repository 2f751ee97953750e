/** What can be set at a unit. The console of the README sets it; it counts from the next start. */
#pragma once
#include "../base/settings.h"

constexpr Setting unitSettings[] = {
    {"wifi_ssid", SettingKind::text, "", 0, 32},
    {"wifi_password", SettingKind::secret, "", 0, 63},
    {"mqtt_host", SettingKind::text, "", 0, 253},
    {"mqtt_port", SettingKind::number, "1883", 1, 65535},
    /** Empty is the device id, as the hub wants it. */
    {"mqtt_user", SettingKind::text, "", 0, 64},
    {"mqtt_password", SettingKind::secret, "", 0, 512},
    {"mqtt_tls", SettingKind::number, "0", 0, 1},
    /** The broker's root certificate in PEM, line ends written as \n. */
    {"mqtt_ca", SettingKind::text, "", 0, 4000},
    /** Empty is the chip's MAC address with colons, as in the document. */
    {"device_id", SettingKind::name, "", 0, 64},
    {"ntp_server", SettingKind::text, "pool.ntp.org", 0, 253},
    /** Empty takes no firmware over the network. */
    {"ota_password", SettingKind::secret, "", 0, 64},
    /** 0 only counts, as the units of the document do. */
    {"run_basic_s", SettingKind::number, "0", 0, 3600},
    {"run_standard_s", SettingKind::number, "0", 0, 3600},
    {"run_premium_s", SettingKind::number, "0", 0, 3600},
    {"bounce_ms", SettingKind::number, "30", 5, 500},
    {"hold_off_ms", SettingKind::number, "1500", 0, 60000},
    {"relay_low", SettingKind::number, "0", 0, 1},
    /** 1 when a loop through door and emergency stop is wired. */
    {"interlock", SettingKind::number, "0", 0, 1},
    {"heartbeat_s", SettingKind::number, "60", 5, 3600},
    /** 1 publishes nothing that is not in the document. */
    {"document_only", SettingKind::number, "0", 0, 1},
};
