/** Where a frame begins in the viewport of its page, in CSS pixels. */
import type { CDPSession } from '../devtools/connection';
import type { Frame } from './frame';

export interface ViewportPosition {
  x: number;
  y: number;
}

/** The place of the page's own document if the frame is gone. */
export async function offsetOfFrame(frame: Frame): Promise<ViewportPosition> {
  const offset = { x: 0, y: 0 };
  try {
    for (let inner: Frame = frame; inner.parent; inner = rootOf(inner.parent)) {
      const { x, y } = await ownerPosition(inner.parent.session, inner.frameId);
      offset.x += x;
      offset.y += y;
    }
  } catch {
    return { x: 0, y: 0 };
  }
  return offset;
}

/** The frame that positions in the process of `frame` are relative to. */
const rootOf = (frame: Frame): Frame =>
  frame.parent && frame.parent.session === frame.session ? rootOf(frame.parent) : frame;

async function ownerPosition(session: CDPSession, frameId: string): Promise<ViewportPosition> {
  const { backendNodeId } = await session.send('DOM.getFrameOwner', { frameId });
  const { model } = await session.send('DOM.getBoxModel', { backendNodeId });
  const [x = 0, y = 0] = model.content;
  return { x, y };
}
