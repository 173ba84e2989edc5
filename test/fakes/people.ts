import type { Person } from '../../src/access/person.ts';

const person = (digit: number, name: string): Person => ({
  id: `00000000-0000-4000-8000-00000000000${digit}`,
  name,
});
export const RILEY = person(1, 'Riley');
export const AVERY = person(2, 'Avery');
export const BLAKE = person(3, 'Blake');
export const OLLY = person(4, 'Olly');
export const ADA = person(5, 'Ada');
