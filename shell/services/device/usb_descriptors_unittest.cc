// USB descriptors: a composite device, settings of an interface, nonsense.

#include "shell/services/device/usb_descriptors.h"

#include <gtest/gtest.h>

namespace valence {
namespace {

using Bytes = std::vector<uint8_t>;

// USB 2.10, class 0xef, 1209:0003, version 1.23.
const Bytes kDevice = {18,   1,    0x10, 0x02, 0xef, 0x02, 0x01, 64, 0x09,
                       0x12, 0x03, 0x00, 0x23, 0x01, 1,    2,    3,  1};
const Bytes kConfiguration = {9, 2, 0, 0, 1, 7, 0, 0x80, 50};

Bytes Interface(uint8_t number, uint8_t setting, uint8_t interface_class) {
  return {9, 4, number, setting, 0, interface_class, 0x11, 0x22, 0};
}

Bytes Endpoint(uint8_t address, uint8_t attributes) {
  return {7, 5, address, attributes, 0x00, 0x02, 1};
}

Bytes Join(const std::vector<Bytes>& parts) {
  Bytes joined;
  for (const Bytes& part : parts) {
    joined.insert(joined.end(), part.begin(), part.end());
  }
  return joined;
}

TEST(UsbDescriptorsTest, ReadsTheDevice) {
  const auto device = ParseUsbDescriptors(kDevice);
  ASSERT_TRUE(device);
  EXPECT_EQ(device->usb_version.major, 2);
  EXPECT_EQ(device->usb_version.minor, 1);
  EXPECT_EQ(device->usb_version.subminor, 0);
  EXPECT_EQ(device->device_class, 0xef);
  EXPECT_EQ(device->device_subclass, 2);
  EXPECT_EQ(device->device_protocol, 1);
  EXPECT_EQ(device->vendor_id, 0x1209);
  EXPECT_EQ(device->product_id, 3);
  EXPECT_EQ(device->device_version.major, 1);
  EXPECT_EQ(device->device_version.minor, 2);
  EXPECT_EQ(device->device_version.subminor, 3);
  EXPECT_TRUE(device->configurations.empty());
}

TEST(UsbDescriptorsTest, ReadsConfigurationsInterfacesAndEndpoints) {
  const Bytes association = {8, 11, 0, 2, 0xff, 0, 0, 0};
  const auto device = ParseUsbDescriptors(
      Join({kDevice, kConfiguration, association, Interface(0, 0, 0xff), Endpoint(0x81, 2),
            Endpoint(0x02, 2), Interface(1, 0, 3), Endpoint(0x83, 3)}));
  ASSERT_TRUE(device);
  ASSERT_EQ(device->configurations.size(), 1U);
  EXPECT_EQ(device->configurations[0].value, 7);
  const auto& interfaces = device->configurations[0].interfaces;
  ASSERT_EQ(interfaces.size(), 2U);
  const UsbAlternate& vendor = interfaces[0].alternates.at(0);
  EXPECT_EQ(vendor.interface_class, 0xff);
  EXPECT_EQ(vendor.interface_subclass, 0x11);
  EXPECT_EQ(vendor.interface_protocol, 0x22);
  ASSERT_EQ(vendor.endpoints.size(), 2U);
  EXPECT_EQ(vendor.endpoints[0].number, 1);
  EXPECT_EQ(vendor.endpoints[0].direction, UsbDirection::kIn);
  EXPECT_EQ(vendor.endpoints[0].type, UsbTransferType::kBulk);
  EXPECT_EQ(vendor.endpoints[0].packet_size, 512);
  EXPECT_EQ(vendor.endpoints[1].direction, UsbDirection::kOut);
  EXPECT_EQ(interfaces[1].alternates.at(0).endpoints.at(0).type, UsbTransferType::kInterrupt);
}

TEST(UsbDescriptorsTest, GathersTheSettingsOfAnInterface) {
  const auto device =
      ParseUsbDescriptors(Join({kDevice, kConfiguration, Interface(0, 0, 1), Interface(1, 0, 2),
                                Interface(0, 1, 3), Endpoint(0x81, 1)}));
  ASSERT_TRUE(device);
  const auto& interfaces = device->configurations[0].interfaces;
  ASSERT_EQ(interfaces.size(), 2U);
  ASSERT_EQ(interfaces[0].alternates.size(), 2U);
  EXPECT_EQ(interfaces[0].alternates[1].alternate_setting, 1);
  EXPECT_EQ(interfaces[0].alternates[1].endpoints.size(), 1U);
  EXPECT_TRUE(interfaces[1].alternates[0].endpoints.empty());
}

TEST(UsbDescriptorsTest, RefusesWhatIsCutOffOrOutOfPlace) {
  EXPECT_FALSE(ParseUsbDescriptors({}));
  EXPECT_FALSE(ParseUsbDescriptors(Bytes{0}));
  EXPECT_FALSE(ParseUsbDescriptors(Bytes{1, 1}));
  EXPECT_FALSE(ParseUsbDescriptors(kConfiguration)) << "no device";
  Bytes cut = kDevice;
  cut.pop_back();
  EXPECT_FALSE(ParseUsbDescriptors(cut));
  cut[0] = 17;
  EXPECT_FALSE(ParseUsbDescriptors(cut)) << "a device descriptor that is too short";
  EXPECT_FALSE(ParseUsbDescriptors(Join({kDevice, Interface(0, 0, 1)})));
  EXPECT_FALSE(ParseUsbDescriptors(Join({kDevice, kConfiguration, Endpoint(1, 2)})));
  EXPECT_FALSE(ParseUsbDescriptors(Join({kDevice, kConfiguration, kDevice})));
  EXPECT_FALSE(ParseUsbDescriptors(Join({kDevice, {3, 2, 0}})));
  EXPECT_FALSE(ParseUsbDescriptors(Join({kDevice, kConfiguration, {3, 4, 0}})));
  EXPECT_FALSE(ParseUsbDescriptors(Join({kDevice, kConfiguration, Interface(0, 0, 1), {2, 5}})));
}

}  // namespace
}  // namespace valence
