import { screen } from '@inquirer/testing/vitest';
import { expect, it } from 'vitest';
import { terminalPrompts } from '../../../src/cli/init/terminal.ts';

const prompts = terminalPrompts();

it('shows nothing of a secret while it is typed, nor after it', async () => {
  const answer = prompts.hidden({ message: 'The bot token', known: true });
  expect(screen.getScreen()).toContain('The bot token (there already, Enter keeps it)');
  screen.type('xoxb-secret');
  screen.keypress({ name: 't', ctrl: true });
  expect(screen.getScreen()).toContain('***********');
  screen.keypress('enter');
  expect(await answer).toBe('xoxb-secret');
  expect(screen.getScreen({ raw: true })).not.toContain('xoxb-secret');
});

it('says what is wrong with an answer at once, and takes it when it is right', async () => {
  const answer = prompts.text({
    ...{ message: 'A number:', usual: '' },
    judge: (text) => (/^\d+$/.test(text) ? undefined : 'Write digits.'),
  });
  screen.type('7x');
  screen.keypress('enter');
  await screen.next();
  expect(screen.getScreen()).toContain('Write digits.');
  screen.keypress('backspace');
  screen.keypress('enter');
  expect(await answer).toBe('7');
});

it('has what was there before in the line, to be changed or taken out', async () => {
  const answer = prompts.text({ message: 'The folder:', known: 'data' });
  screen.type('-2');
  screen.keypress('enter');
  expect(await answer).toBe('data-2');
});

it('holds what was chosen before, and how many there have to be', async () => {
  const choices = ['teams', 'slack'].map((value) => ({ value, name: value }));
  const answer = prompts.several({ message: 'Which?', choices, known: ['slack'], atLeast: 1 });
  expect(screen.getScreen()).toMatch(/◯ teams\n\s*◉ slack/);
  screen.keypress('enter');
  expect(await answer).toEqual(['slack']);
});
