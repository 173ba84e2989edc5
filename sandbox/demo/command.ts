import { Command, InvalidArgumentError } from 'commander';
import { runDemo } from './demo.ts';

const USUAL_SPEED = 60;

/** `ajar demo`: a sandbox Azure, the bot, and people at their chats, all on this machine. */
export const demoCommand = (): Command =>
  new Command('demo')
    .description('try everything on this machine: a sandbox Azure, the bot, and people in their chats')
    .option('--console', 'chat in this terminal instead of in pages', false)
    .option('--speed <factor>', `how many times as fast as the world's its time runs`, readSpeed, USUAL_SPEED)
    .option('--clock <instant>', 'the instant at which its time begins (now, unless given)', readInstant)
    .action(async (options: { console: boolean; speed: number; clock?: Date }) => {
      process.exitCode = await runDemo({
        terminal: options.console,
        speed: options.speed,
        begin: options.clock ?? new Date(),
      });
    });

function readSpeed(text: string): number {
  const speed = Number(text);
  if (speed >= 1 && speed <= 3600) return speed;
  throw new InvalidArgumentError(
    'Write a number from 1 to 3600, such as 60: an hour then passes in a minute.',
  );
}

function readInstant(text: string): Date {
  const instant = new Date(text);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw new InvalidArgumentError('Write an instant such as 2026-01-15T09:00:00Z.');
}
