export { createDesk } from './desk.ts';
