/** What a consumer says of a message: done with, or bring it again after a while. A throw counts as the latter. */
export type Handled = { readonly done: true } | { readonly done: false; readonly delaySeconds: number };

export const done: Handled = { done: true };
export const laterInS = (delaySeconds: number): Handled => ({ done: false, delaySeconds });
