/** Colours that the bytes of a look stand for. */
import { rgb, type Rgb } from '../math';

export const SKIN: Rgb[] = ['#f6dcc4', '#efcdb0', '#e6bd9a', '#d9a981', '#c28f68', '#a4734f', '#80563a', '#5f3f2c'].map(rgb);
export const HAIR: Rgb[] = ['#26211f', '#3a2a22', '#553a28', '#7a5436', '#a37a4c', '#8d8a88', '#d8d4cc', '#7c3a34'].map(rgb);
export const CLOTH: Rgb[] = [
  '#f4efe6', '#33383f', '#8b9098', '#c8574b', '#e58d5c', '#ecc05c', '#9db565', '#4f8a6a',
  '#5fa6a8', '#5c8fc4', '#3d5a94', '#8672b4', '#c98fb6', '#e9b8c0', '#a0795a', '#6f4f3d',
].map(rgb);
