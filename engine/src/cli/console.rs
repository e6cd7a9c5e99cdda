//! The two streams of the terminal. Colours are stripped where nobody would see them.

use std::cell::RefCell;
use std::io::{self, Write as _};

use anstream::ColorChoice;

use super::failure::Failure;
use crate::report::grid::WIDTH;

/// Columns beyond which lines of text are hard to read.
const WIDEST: usize = 160;

/// Where a command prints.
pub(crate) struct Console {
    stdout: RefCell<anstream::Stdout>,
    stderr: RefCell<anstream::Stderr>,
}

impl Console {
    pub(crate) fn new() -> Self {
        Self {
            stdout: RefCell::new(anstream::stdout()),
            stderr: RefCell::new(anstream::stderr()),
        }
    }

    /// Whether what is printed to standard output may be coloured.
    pub(crate) fn colour(&self) -> bool {
        self.stdout.borrow().current_choice() != ColorChoice::Never
    }

    /// Columns of what is printed: those of the terminal, or else what `COLUMNS` says, between 80 and 160.
    pub(crate) fn width(&self) -> usize {
        let stated = || std::env::var("COLUMNS").ok()?.trim().parse().ok();
        let is_terminal = self.stdout.borrow().is_terminal();
        let terminal = is_terminal.then(|| terminal_size::terminal_size_of(io::stdout()));
        let width = terminal.flatten().map(|(width, _)| usize::from(width.0));
        width.or_else(stated).unwrap_or(WIDTH).clamp(WIDTH, WIDEST)
    }

    /// Whether somebody watches standard error.
    pub(crate) fn is_watched(&self) -> bool {
        self.stderr.borrow().is_terminal()
    }

    /// Prints what the command is for. A reader that has seen enough, such as `head`, is no error.
    pub(crate) fn out(&self, text: &str) -> Result<(), Failure> {
        let mut stdout = self.stdout.borrow_mut();
        // Without the flush, a full disk behind a redirect would go unnoticed.
        match stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
        {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Print(error)),
            _ => Ok(()),
        }
    }

    /// Prints a message beside the output. Where even that fails there is nobody left to tell.
    pub(crate) fn err(&self, text: &str) {
        let _ = self.stderr.borrow_mut().write_all(text.as_bytes());
    }
}
