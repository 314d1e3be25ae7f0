import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The assistant's website channel serves the built file from this folder. */
const FOLDER = fileURLToPath(
  new URL("assistant/channels/website_files", new URL("..", import.meta.url)),
);

export default defineConfig({
  build: {
    outDir: FOLDER,
    // The pages of the demonstration stand there too.
    emptyOutDir: false,
    copyPublicDir: false,
    target: "es2022",
    sourcemap: false,
    // Words of another language are loaded only on pages in that language.
    lib: {
      entry: { chat: "src/index.ts", "chat.es": "src/words_es.ts" },
      formats: ["es"],
      fileName: (_, name) => `${name}.js`,
    },
    // Vite leaves white space and hints to bundlers in a library. No bundler follows here.
    rolldownOptions: { output: { minify: true, comments: false } },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
