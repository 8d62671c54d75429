// HID collections as JavaScript objects in the form of the WebHID specification's
// HIDCollectionInfo.

#ifndef SHELL_BROWSER_API_HID_COLLECTION_CONVERTER_H_
#define SHELL_BROWSER_API_HID_COLLECTION_CONVERTER_H_

#include <napi.h>

#include <vector>

#include "shell/services/device/hid_report_descriptor.h"

namespace valence {

Napi::Array HidCollectionsToArray(Napi::Env env, const std::vector<HidCollection>& collections);

}  // namespace valence

#endif  // SHELL_BROWSER_API_HID_COLLECTION_CONVERTER_H_
