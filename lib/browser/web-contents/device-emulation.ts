/** contents.enableDeviceEmulation(): a page that looks as on another screen. */
import type Protocol from 'devtools-protocol';
import {
  invalidArgValue,
  validateNumber,
  validateNumbers,
  validateObject,
  validateOneOf,
} from '../../common/validators';

const SCREENS = ['desktop', 'mobile'] as const;

const checkNumbers = (value: unknown, name: string, fields: readonly string[]): void => {
  if (value !== undefined) validateNumbers(value, `parameters.${name}`, fields);
};

/** Apps leave out what they do not change, as Electron lets them. */
const withDefaults = (
  parameters: Partial<Electron.Parameters>,
): Partial<Electron.Parameters> & Pick<Electron.Parameters, 'deviceScaleFactor' | 'scale' | 'screenPosition'> => ({
  screenPosition: 'desktop',
  deviceScaleFactor: 0,
  scale: 1,
  ...parameters,
});

/** As Chromium takes it; 0 leaves a value to the window. Throws TypeError for bad parameters. */
export function deviceMetrics(parameters: Electron.Parameters): Protocol.Emulation.SetDeviceMetricsOverrideRequest {
  validateObject(parameters, 'parameters');
  const { screenPosition, screenSize, viewPosition, viewSize, deviceScaleFactor, scale } = withDefaults(parameters);
  validateOneOf(screenPosition, 'parameters.screenPosition', SCREENS);
  validateNumber(deviceScaleFactor, 'parameters.deviceScaleFactor');
  validateNumber(scale, 'parameters.scale');
  if (deviceScaleFactor < 0) throw invalidArgValue('parameters.deviceScaleFactor', '0 or more', deviceScaleFactor);
  if (!(scale > 0)) throw invalidArgValue('parameters.scale', 'more than 0', scale);
  checkNumbers(screenSize, 'screenSize', ['width', 'height']);
  checkNumbers(viewPosition, 'viewPosition', ['x', 'y']);
  checkNumbers(viewSize, 'viewSize', ['width', 'height']);
  return {
    mobile: screenPosition === 'mobile',
    deviceScaleFactor,
    scale,
    width: viewSize?.width ?? 0,
    height: viewSize?.height ?? 0,
    ...(screenSize ? { screenWidth: screenSize.width, screenHeight: screenSize.height } : {}),
    ...(viewPosition ? { positionX: viewPosition.x, positionY: viewPosition.y } : {}),
  };
}
