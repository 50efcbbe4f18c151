import { commandsId } from '../commands/id.ts';
import { createHelpTexts } from './create.ts';

export const helpId = createHelpTexts(commandsId);
