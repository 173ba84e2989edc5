export const SECRET = '0123456789abcdef'.repeat(2);
export const CHANNEL = 'C0APPROVE1';
export const messageAt = (at: number): string => `1764000000.${String(at).padStart(6, '0')}`;
export const PATH = '/slack/events';
