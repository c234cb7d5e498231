import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";

interface ModalProps {
  readonly title: string;
  readonly className: string;
  /** Draws the title in the dialog's head; otherwise it is only read out. */
  readonly head?: ReactNode | true;
  readonly onClose: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly children: ReactNode;
}

/**
 * A dialog over the window. Esc and a press outside close it; the focus goes back to where it was.
 * The first focus is where `data-first-focus` stands.
 */
export function Modal({ title, className, head, onClose, onKeyDown, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>("[data-first-focus]")?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.target === event.currentTarget && onClose()}
    >
      {head ? (
        <header className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          {head !== true && head}
        </header>
      ) : (
        <h2 id={titleId} className="visually-hidden">
          {title}
        </h2>
      )}
      {children}
    </dialog>
  );
}
