import { commandsEn } from '../commands/en.ts';
import { createHelpTexts } from './create.ts';

export const helpEn = createHelpTexts(commandsEn);
