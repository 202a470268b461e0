//! Failures of use cases: what may be told to the caller, and what may only be logged.

use landinghub::{Code, Problem};

/// The result of a use case.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// May be told to the caller as it is.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The store failed; the details are for the log.
    #[error(transparent)]
    Store(#[from] landinghub_store::Error),
    /// Anything else inside; the details are for the log.
    #[error("{0}")]
    Internal(String),
}

impl Failure {
    /// What the caller is told. Internals become `internal` or `unavailable`; the adapter logs them once.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            Self::Store(landinghub_store::Error::Writer | landinghub_store::Error::Unwritable(_)) => {
                Problem {
                    retry_after: Some(5),
                    ..Problem::new(
                        Code::Unavailable,
                        "Nothing can be saved right now. Try again in a moment.",
                    )
                }
            }
            Self::Store(_) | Self::Internal(_) => Problem::new(
                Code::Internal,
                "Something went wrong on our side. It has been logged; try again.",
            ),
        }
    }

    /// Whether the details belong in the log.
    pub fn is_internal(&self) -> bool {
        !matches!(self, Self::Problem(_))
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self::Problem(code.into())
    }
}

/// An error with its causes: "client error (Connect)" alone helps nobody.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
