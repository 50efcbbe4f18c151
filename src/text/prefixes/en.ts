import { createPrefixTexts } from './create.ts';

export const prefixesEn = createPrefixTexts({
  title: 'Beginnings of mobile numbers',
  changed: '* changed here',
  taken: 'Taken away',
  usage:
    "<code>/prefiks 0859 xl</code> numbers with 0859 are XL's\n<code>/prefiks 0859 -</code> nobody's: any product is taken for them",
  operators: 'Operators',
  nobody: 'nobody',
  expires: 'Valid for 10 minutes.',
  yes: 'Yes',
  no: 'Cancel',
  same: (prefix, name) => `${prefix} is ${name} already. Nothing was changed.`,
  set: (prefix, name) => `✅ ${prefix} is ${name} now, everywhere within half a minute.`,
});
