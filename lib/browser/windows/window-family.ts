/** Which windows belong to which: children end with their parent. Chromium has no command that keeps them above it. */
import type { BaseWindow } from './base-window';
import { perObject } from '../per-object';

interface Family {
  parent: BaseWindow | null;
  isModal: boolean;
  readonly children: Set<BaseWindow>;
}

const familyOf = perObject((_window: BaseWindow): Family => ({ parent: null, isModal: false, children: new Set() }));

export const parentOf = (window: BaseWindow): BaseWindow | null => familyOf(window).parent;

export const childrenOf = (window: BaseWindow): BaseWindow[] => [...familyOf(window).children];

export const isModal = (window: BaseWindow): boolean => familyOf(window).isModal;

export function setParent(window: BaseWindow, parent: BaseWindow | null, modal = isModal(window)): void {
  const family = familyOf(window);
  if (family.parent) familyOf(family.parent).children.delete(window);
  family.parent = parent;
  family.isModal = modal;
  if (parent) familyOf(parent).children.add(window);
}

/** It is destroyed. Gives the windows that end with it. */
export function leaveFamily(window: BaseWindow): BaseWindow[] {
  const children = childrenOf(window);
  for (const child of children) setParent(child, null);
  setParent(window, null);
  return children;
}
