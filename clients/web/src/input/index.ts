export { createKeyboard } from './keyboard';
export { createStick } from './stick';
export type { MoveHandlers } from './types';
