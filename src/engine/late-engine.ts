import type { Activity, Engine } from "./engine.ts";

/** An engine that starts: every statement waits for it, and fails as it does. The platform must give `databases`. */
export function lateEngine(opening: Promise<Engine>): Engine {
  const databases = opening.then((engine) => {
    if (!engine.databases) throw new Error("the engine has no place for databases in files");
    return engine.databases;
  });
  // Told where it is opened, and by every statement.
  databases.catch(() => undefined);
  return {
    query: async (...statement) => (await opening).query(...statement),
    async *stream(...statement) {
      yield* (await opening).stream(...statement);
    },
    queryAtOnce: async (...statement) => (await opening).queryAtOnce(...statement),
    insert: async (...rows) => (await opening).insert(...rows),
    begin: async () => (await opening).begin(),
    tableNames: async (sql) => (await opening).tableNames(sql),
    csv: async (...statement) => (await opening).csv(...statement),
    memory: async () => (await opening).memory(),
    databases: {
      write: async (...database) => (await databases).write(...database),
      open: async (file) => (await databases).open(file),
      close: async () => (await databases).close(),
    },
    activity: lateActivity(opening),
    close: async () => (await opening).close(),
  };
}

function lateActivity(opening: Promise<Engine>): Activity {
  const nothing: Activity["running"] = [];
  let activity: Activity | null = null;
  const opened = opening.then((engine) => {
    activity = engine.activity;
    return activity;
  });
  opened.catch(() => undefined);
  return {
    get running() {
      return activity?.running ?? nothing;
    },
    subscribe(listener) {
      let left = false;
      let leave = () => {};
      const join = (activity: Activity) => {
        if (left) return;
        leave = activity.subscribe(listener);
        listener();
      };
      opened.then(join, () => undefined);
      return () => {
        left = true;
        leave();
      };
    },
  };
}
