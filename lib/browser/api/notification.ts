/** The Notification class (docs/api/notification.md). */
import { EventEmitter } from 'node:events';
import { validateObject, validateOneOf, validateString } from '../../common/validators';
import { emitToApp } from '../app-calls';
import { hasBus } from '../dbus/bus';
import { createEvent } from '../event';
import { DesktopNotification } from '../notifications/desktop-notification';
import { app } from './app';

type Options = Electron.NotificationConstructorOptions;

const URGENCIES = ['normal', 'critical', 'low'] as const;

export class Notification
  extends EventEmitter
  implements
    Pick<
      Electron.Notification,
      | 'actions'
      | 'body'
      | 'close'
      | 'closeButtonText'
      | 'hasReply'
      | 'replyPlaceholder'
      | 'show'
      | 'silent'
      | 'sound'
      | 'subtitle'
      | 'timeoutType'
      | 'title'
      | 'toastXml'
      | 'urgency'
    >
{
  title: string;
  subtitle: string;
  body: string;
  silent: boolean;
  hasReply: boolean;
  replyPlaceholder: string;
  sound: string;
  closeButtonText: string;
  toastXml: string;
  actions: Electron.NotificationAction[];
  timeoutType: 'default' | 'never';
  urgency: (typeof URGENCIES)[number];
  readonly #icon: string;
  readonly #shown: DesktopNotification;

  constructor(options: Options = {}) {
    super();
    validateObject(options, 'options');
    for (const name of ['title', 'subtitle', 'body'] as const) {
      if (options[name] !== undefined) validateString(options[name], `options.${name}`);
    }
    if (options.urgency !== undefined) validateOneOf(options.urgency, 'options.urgency', URGENCIES);
    this.title = options.title ?? '';
    this.subtitle = options.subtitle ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
    this.hasReply = options.hasReply ?? false;
    this.replyPlaceholder = options.replyPlaceholder ?? '';
    this.sound = options.sound ?? '';
    this.closeButtonText = options.closeButtonText ?? '';
    this.toastXml = options.toastXml ?? '';
    this.actions = [...(options.actions ?? [])];
    this.timeoutType = options.timeoutType ?? 'default';
    this.urgency = options.urgency ?? 'normal';
    this.#icon = typeof options.icon === 'string' ? options.icon : '';
    this.#shown = new DesktopNotification({
      onShown: () => void emitToApp(this, 'show', createEvent()),
      onFailed: (reason) => void emitToApp(this, 'failed', createEvent(), reason),
      onClick: () => void emitToApp(this, 'click', createEvent()),
      onAction: (index) => void emitToApp(this, 'action', createEvent(), index),
      onClosed: () => void emitToApp(this, 'close', createEvent()),
    });
  }

  static isSupported(): boolean {
    return hasBus('session');
  }

  show(): void {
    this.#shown.show({
      appName: app.name,
      title: this.title,
      body: this.body,
      icon: this.#icon,
      actions: this.actions.map(({ text = '' }) => text),
      urgency: this.urgency,
      silent: this.silent,
      stays: this.timeoutType === 'never',
    });
  }

  close(): void {
    this.#shown.close();
  }
}
