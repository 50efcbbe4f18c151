import { migrate } from '../../src/store/migrate.ts';

// A process that does nothing but migrate the database at its argument, to be killed.
await migrate(process.argv[2] ?? '');
