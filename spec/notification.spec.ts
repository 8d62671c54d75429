import { app, Notification } from 'electron';
import { expect } from 'chai';
import { outputOf } from './lib/apps';
import { useBus } from './lib/bus';
import { nextEvent } from './lib/sessions';

const NOTIFICATIONS = { path: '/org/freedesktop/Notifications', interface: 'org.freedesktop.Notifications' };

describe('Notification class', () => {
  describe('with a notification service', () => {
    const bus = useBus('notifications');

    /** The id that the service has given it. */
    async function shown(notification: Notification): Promise<number> {
      const event = nextEvent(notification, 'show');
      notification.show();
      await event;
      return (await bus.next('Notify')).at(-1) as number;
    }

    it('shows title, body, buttons and urgency', async () => {
      const notification = new Notification({
        title: 'Title <1>',
        body: 'a < b & c',
        icon: '/icon.png',
        urgency: 'critical',
        timeoutType: 'never',
        silent: true,
        actions: [{ type: 'button', text: 'Yes' }],
      });
      const event = nextEvent(notification, 'show');
      notification.show();
      await event;
      const body = await bus.next('Notify');
      const expected = [app.name, 0, '/icon.png', 'Title <1>', 'a &lt; b &amp; c', ['default', '', '0', 'Yes']];
      expect(body.slice(0, 6)).to.deep.equal(expected);
      expect(body[6]).to.include({ urgency: 2 });
      expect(body[7]).to.equal(0);
      expect(Notification.isSupported()).to.equal(true);
    });

    it('replaces what it shows when it is shown again', async () => {
      const notification = new Notification({ title: 'first' });
      const id = await shown(notification);
      notification.title = 'second';
      const event = nextEvent(notification, 'show');
      notification.show();
      await event;
      const [, replaced, , title] = await bus.next('Notify');
      expect([replaced, title]).to.deep.equal([id, 'second']);
    });

    it('emits click and action', async () => {
      const notification = new Notification({
        title: 'x',
        actions: [
          { type: 'button', text: 'a' },
          { type: 'button', text: 'b' },
        ],
      });
      const other = new Notification({ title: 'other' });
      other.on('click', () => expect.fail('of another notification'));
      await shown(other);
      const id = await shown(notification);
      const clicked = nextEvent(notification, 'click');
      bus.emit({ ...NOTIFICATIONS, member: 'ActionInvoked', signature: 'us', body: [id, 'default'] });
      await clicked;
      const acted = nextEvent<[object, number]>(notification, 'action');
      bus.emit({ ...NOTIFICATIONS, member: 'ActionInvoked', signature: 'us', body: [id, '1'] });
      expect((await acted)[1]).to.equal(1);
    });

    it('emits close when it is closed, by the app or by the desktop', async () => {
      const notification = new Notification({ title: 'x' });
      const id = await shown(notification);
      const closed = nextEvent(notification, 'close');
      notification.close();
      await closed;
      expect(await bus.next('CloseNotification')).to.deep.equal([id]);
      const again = await shown(notification);
      const dismissed = nextEvent(notification, 'close');
      bus.emit({ ...NOTIFICATIONS, member: 'NotificationClosed', signature: 'uu', body: [again, 2] });
      await dismissed;
    });
  });

  describe('without a notification service', () => {
    useBus();

    it('emits failed', async () => {
      const code = `
        const notification = new (require('electron').Notification)({ title: 'x' });
        notification.on('failed', (event, error) => { print([typeof event.preventDefault, error]); app.quit(); });
        notification.show();`;
      const [[type, error]] = (await outputOf(code)) as [[string, string]];
      expect(type).to.equal('function');
      expect(error).to.include('org.freedesktop.Notifications');
    });
  });

  it('throws for wrong options', () => {
    expect(() => new Notification({ title: 1 as never })).to.throw(
      TypeError,
      'options.title must be a string, got number',
    );
    expect(() => new Notification({ urgency: 'x' as never })).to.throw(TypeError, 'options.urgency must be one of');
  });
});
