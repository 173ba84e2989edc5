import { describe } from 'vitest';
import { testHalf } from './many.ts';

describe('even seeds', () => testHalf(0));
