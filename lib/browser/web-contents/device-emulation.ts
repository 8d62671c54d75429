/** contents.enableDeviceEmulation(): Electron's parameters in DevTools' words. */
import type Protocol from 'devtools-protocol';
import { invalidArgValue, validateNumber, validateObject } from '../../common/validators';

/** Throws TypeError for what is none. Those that are left out are as they are without emulation. */
export function deviceMetrics(
  parameters: Partial<Electron.Parameters>,
): Protocol.Emulation.SetDeviceMetricsOverrideRequest {
  validateObject(parameters, 'parameters');
  const { screenPosition = 'desktop', screenSize, viewPosition, deviceScaleFactor = 0, viewSize, scale = 1 } = parameters;
  if (screenPosition !== 'desktop' && screenPosition !== 'mobile') {
    throw invalidArgValue('parameters.screenPosition', "'desktop' or 'mobile'", screenPosition);
  }
  validateNumber(deviceScaleFactor, 'parameters.deviceScaleFactor');
  validateNumber(scale, 'parameters.scale');
  return {
    width: viewSize?.width ?? 0,
    height: viewSize?.height ?? 0,
    deviceScaleFactor,
    scale,
    mobile: screenPosition === 'mobile',
    ...(screenSize ? { screenWidth: screenSize.width, screenHeight: screenSize.height } : {}),
    ...(viewPosition ? { positionX: viewPosition.x, positionY: viewPosition.y } : {}),
  };
}
