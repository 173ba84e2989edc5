import { describe } from 'vitest';
import { testHalf } from './many.ts';

describe('odd seeds', () => testHalf(1));
