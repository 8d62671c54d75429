// See device_converter.h.

#include "shell/browser/api/device_converter.h"

#include <cstdio>
#include <string>

#include "shell/browser/api/hid_collection_converter.h"

namespace valence {
namespace {

// Electron leaves out what a device does not tell.
void SetUnlessEmpty(Napi::Object object, const char* key, const std::string& value) {
  if (!value.empty()) {
    object.Set(key, value);
  }
}

// What Chromium calls a HID device that gives no name (IDS_HID_CHOOSER_ITEM_WITHOUT_NAME).
std::string NameOfUnnamed(uint16_t vendor_id, uint16_t product_id) {
  char name[sizeof "Unknown Device (0000:0000)"];
  snprintf(name, sizeof name, "Unknown Device (%04X:%04X)", vendor_id, product_id);
  return name;
}

Napi::Object ToObject(Napi::Env env, const HidDeviceInfo& info) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("deviceId", info.device_id);
  object.Set("guid", info.guid);
  object.Set("name",
             info.name.empty() ? NameOfUnnamed(info.vendor_id, info.product_id) : info.name);
  object.Set("vendorId", info.vendor_id);
  object.Set("productId", info.product_id);
  SetUnlessEmpty(object, "serialNumber", info.serial_number);
  object.Set("collections", HidCollectionsToArray(env, info.collections));
  return object;
}

Napi::Object ToObject(Napi::Env env, const SerialPortInfo& info) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("portId", info.port_id);
  object.Set("portName", info.port_name);
  SetUnlessEmpty(object, "displayName", info.display_name);
  // Strings of decimal digits, as in Electron.
  if (info.vendor_id) {
    object.Set("vendorId", std::to_string(*info.vendor_id));
  }
  if (info.product_id) {
    object.Set("productId", std::to_string(*info.product_id));
  }
  SetUnlessEmpty(object, "serialNumber", info.serial_number);
  return object;
}

const char* DirectionName(UsbDirection direction) {
  return direction == UsbDirection::kIn ? "in" : "out";
}

const char* TransferTypeName(UsbTransferType type) {
  switch (type) {
    case UsbTransferType::kControl:
      return "control";
    case UsbTransferType::kIsochronous:
      return "isochronous";
    case UsbTransferType::kBulk:
      return "bulk";
    case UsbTransferType::kInterrupt:
      break;
  }
  return "interrupt";
}

Napi::Object ToObject(Napi::Env env, const UsbEndpoint& endpoint) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("endpointNumber", endpoint.number);
  object.Set("direction", DirectionName(endpoint.direction));
  object.Set("type", TransferTypeName(endpoint.type));
  object.Set("packetSize", endpoint.packet_size);
  return object;
}

template <typename T>
Napi::Array ToArray(Napi::Env env, const std::vector<T>& items);

Napi::Object ToObject(Napi::Env env, const UsbAlternate& alternate) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("alternateSetting", alternate.alternate_setting);
  object.Set("interfaceClass", alternate.interface_class);
  object.Set("interfaceSubclass", alternate.interface_subclass);
  object.Set("interfaceProtocol", alternate.interface_protocol);
  object.Set("endpoints", ToArray(env, alternate.endpoints));
  return object;
}

Napi::Object ToObject(Napi::Env env, const UsbInterface& interface) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("interfaceNumber", interface.number);
  object.Set("alternates", ToArray(env, interface.alternates));
  return object;
}

Napi::Object ToObject(Napi::Env env, const UsbConfiguration& configuration) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("configurationValue", configuration.value);
  object.Set("interfaces", ToArray(env, configuration.interfaces));
  return object;
}

template <typename T>
Napi::Array ToArray(Napi::Env env, const std::vector<T>& items) {
  Napi::Array array = Napi::Array::New(env, items.size());
  for (size_t i = 0; i < items.size(); i++) {
    array.Set(static_cast<uint32_t>(i), ToObject(env, items[i]));
  }
  return array;
}

Napi::Object ToObject(Napi::Env env, const UsbDeviceInfo& info) {
  const UsbDeviceDescriptor& descriptor = info.descriptor;
  Napi::Object object = Napi::Object::New(env);
  object.Set("deviceId", info.device_id);
  object.Set("vendorId", descriptor.vendor_id);
  object.Set("productId", descriptor.product_id);
  SetUnlessEmpty(object, "productName", info.product_name);
  SetUnlessEmpty(object, "manufacturerName", info.manufacturer_name);
  SetUnlessEmpty(object, "serialNumber", info.serial_number);
  object.Set("usbVersionMajor", descriptor.usb_version.major);
  object.Set("usbVersionMinor", descriptor.usb_version.minor);
  object.Set("usbVersionSubminor", descriptor.usb_version.subminor);
  object.Set("deviceClass", descriptor.device_class);
  object.Set("deviceSubclass", descriptor.device_subclass);
  object.Set("deviceProtocol", descriptor.device_protocol);
  object.Set("deviceVersionMajor", descriptor.device_version.major);
  object.Set("deviceVersionMinor", descriptor.device_version.minor);
  object.Set("deviceVersionSubminor", descriptor.device_version.subminor);
  object.Set("activeConfiguration", info.active_configuration);
  object.Set("configurations", ToArray(env, descriptor.configurations));
  return object;
}

}  // namespace

Napi::Object DeviceChangeToObject(Napi::Env env, const DeviceChange& change) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("action", change.added ? "add" : "remove");
  bool is_blocked = false;
  if (const auto* const hid = std::get_if<HidDeviceInfo>(&change.device)) {
    object.Set("kind", "hid");
    object.Set("device", ToObject(env, *hid));
    is_blocked = hid->is_blocked;
  } else if (const auto* const serial = std::get_if<SerialPortInfo>(&change.device)) {
    object.Set("kind", "serial");
    object.Set("device", ToObject(env, *serial));
  } else if (const auto* const usb = std::get_if<UsbDeviceInfo>(&change.device)) {
    object.Set("kind", "usb");
    object.Set("device", ToObject(env, *usb));
    is_blocked = usb->is_blocked;
  }
  object.Set("blocked", is_blocked);
  return object;
}

}  // namespace valence
