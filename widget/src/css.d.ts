/** Vite puts a style sheet in as its minified text. */
declare module "*.css?inline" {
  const text: string;
  export default text;
}
