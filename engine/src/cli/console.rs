//! The two streams of the terminal. Colours are stripped where nobody would see them.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::ColorChoice;

use super::failure::Failure;

/// Where a command prints.
#[derive(Debug)]
pub(crate) struct Console {
    colour: bool,
}

impl Console {
    pub(crate) fn new() -> Self {
        Self { colour: anstream::AutoStream::choice(&io::stderr()) != ColorChoice::Never }
    }

    /// Whether diagnostics may be coloured.
    pub(crate) fn colour(&self) -> bool {
        self.colour
    }

    /// Whether somebody watches standard error.
    pub(crate) fn is_watched(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// Prints what the command is for. A reader that has seen enough, such as `head`, is no error.
    pub(crate) fn out(&self, text: &str) -> Result<(), Failure> {
        let mut stdout = anstream::stdout();
        // Without the flush, a full disk behind a redirect would go unnoticed.
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Print(error)),
            _ => Ok(()),
        }
    }

    /// Prints a message beside the output. Where even that fails there is nobody left to tell.
    pub(crate) fn err(&self, text: &str) {
        let _ = anstream::stderr().write_all(text.as_bytes());
    }
}
