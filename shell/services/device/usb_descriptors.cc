// See usb_descriptors.h.

#include "shell/services/device/usb_descriptors.h"

#include <algorithm>

namespace valence {
namespace {

// bDescriptorType: table 9-5.
constexpr uint8_t kDevice = 1;
constexpr uint8_t kConfiguration = 2;
constexpr uint8_t kInterface = 4;
constexpr uint8_t kEndpoint = 5;

constexpr size_t kDeviceLength = 18;
constexpr size_t kConfigurationLength = 9;
constexpr size_t kInterfaceLength = 9;
constexpr size_t kEndpointLength = 7;

constexpr uint8_t kEndpointNumberMask = 0x0f;
constexpr uint8_t kDirectionIn = 0x80;
constexpr uint8_t kTransferTypeMask = 0x03;

uint16_t Word(std::span<const uint8_t> bytes, size_t offset) {
  return static_cast<uint16_t>(bytes[offset] | bytes[offset + 1] << 8);
}

UsbVersion Version(std::span<const uint8_t> bytes, size_t offset) {
  const uint8_t low = bytes[offset];
  return {bytes[offset + 1], static_cast<uint8_t>(low >> 4), static_cast<uint8_t>(low & 0x0f)};
}

class UsbDescriptorParser {
 public:
  std::optional<UsbDeviceDescriptor> Parse(std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
      const size_t length = bytes[0];
      if (length < 2 || length > bytes.size() || !Add(bytes.first(length))) {
        return std::nullopt;
      }
      bytes = bytes.subspan(length);
    }
    return has_device_ ? std::optional(std::move(device_)) : std::nullopt;
  }

 private:
  bool Add(std::span<const uint8_t> bytes) {
    switch (bytes[1]) {
      case kDevice:
        return AddDevice(bytes);
      case kConfiguration:
        return AddConfiguration(bytes);
      case kInterface:
        return AddInterface(bytes);
      case kEndpoint:
        return AddEndpoint(bytes);
      default:
        return true;  // Of a class or a vendor.
    }
  }

  bool AddDevice(std::span<const uint8_t> bytes) {
    if (bytes.size() < kDeviceLength || !device_.configurations.empty()) {
      return false;
    }
    has_device_ = true;
    device_.usb_version = Version(bytes, 2);
    device_.device_class = bytes[4];
    device_.device_subclass = bytes[5];
    device_.device_protocol = bytes[6];
    device_.vendor_id = Word(bytes, 8);
    device_.product_id = Word(bytes, 10);
    device_.device_version = Version(bytes, 12);
    return true;
  }

  bool AddConfiguration(std::span<const uint8_t> bytes) {
    if (bytes.size() < kConfigurationLength) {
      return false;
    }
    device_.configurations.push_back({bytes[5]});
    alternate_ = nullptr;
    return true;
  }

  bool AddInterface(std::span<const uint8_t> bytes) {
    if (bytes.size() < kInterfaceLength || device_.configurations.empty()) {
      return false;
    }
    std::vector<UsbInterface>& interfaces = device_.configurations.back().interfaces;
    // Settings of one interface need not stand together.
    auto found = std::find_if(interfaces.begin(), interfaces.end(),
                              [&](const UsbInterface& each) { return each.number == bytes[2]; });
    if (found == interfaces.end()) {
      found = interfaces.insert(interfaces.end(), UsbInterface{bytes[2]});
    }
    alternate_ =
        &found->alternates.emplace_back(UsbAlternate{bytes[3], bytes[5], bytes[6], bytes[7]});
    return true;
  }

  bool AddEndpoint(std::span<const uint8_t> bytes) {
    if (bytes.size() < kEndpointLength || alternate_ == nullptr) {
      return false;
    }
    const uint8_t address = bytes[2];
    alternate_->endpoints.push_back(
        {static_cast<uint8_t>(address & kEndpointNumberMask),
         (address & kDirectionIn) != 0 ? UsbDirection::kIn : UsbDirection::kOut,
         static_cast<UsbTransferType>(bytes[3] & kTransferTypeMask), Word(bytes, 4)});
    return true;
  }

  bool has_device_ = false;
  UsbDeviceDescriptor device_;
  // The setting that endpoints belong to. Valid until the next interface is added.
  UsbAlternate* alternate_ = nullptr;
};

}  // namespace

std::optional<UsbDeviceDescriptor> ParseUsbDescriptors(std::span<const uint8_t> bytes) {
  return UsbDescriptorParser().Parse(bytes);
}

}  // namespace valence
