/** Whether windows of the app are seen: without a display nobody but the app changes them. */
export const hasDisplay = (): boolean => Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
