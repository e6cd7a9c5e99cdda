//! The threads that share work; the results do not depend on how many they are.

use super::simulate::RunError;

/// Threads to share work among.
#[derive(Debug)]
pub struct Workers {
    #[cfg(feature = "threads")]
    pool: rayon::ThreadPool,
}

impl Workers {
    /// So many threads; as many as there are cores unless said.
    ///
    /// # Errors
    ///
    /// [`RunError::Threads`] if the machine gives none.
    #[cfg(feature = "threads")]
    pub fn new(threads: Option<usize>) -> Result<Self, RunError> {
        let n_threads = threads.unwrap_or(0);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .build();
        let pool = pool.map_err(|error| RunError::Threads {
            n_threads,
            reason: error.to_string(),
        })?;
        Ok(Self { pool })
    }

    /// The one thread that there is.
    ///
    /// # Errors
    ///
    /// None.
    #[cfg(not(feature = "threads"))]
    pub fn new(_threads: Option<usize>) -> Result<Self, RunError> {
        Ok(Self {})
    }

    /// Works on each item.
    #[cfg(feature = "threads")]
    pub fn each<T: Send>(&self, items: &mut [T], work: impl Fn(&mut T) + Sync) {
        self.each_with(items, || (), |(), item| work(item));
    }

    /// Works on each item.
    #[cfg(not(feature = "threads"))]
    pub fn each<T: Send>(&self, items: &mut [T], work: impl Fn(&mut T) + Sync) {
        items.iter_mut().for_each(work);
    }

    /// Works on each item with a tool that a thread makes for itself and keeps.
    #[cfg(feature = "threads")]
    pub fn each_with<T: Send, S>(
        &self,
        items: &mut [T],
        tool: impl Fn() -> S + Sync + Send,
        work: impl Fn(&mut S, &mut T) + Sync + Send,
    ) {
        use rayon::prelude::*;
        self.pool
            .install(|| items.par_iter_mut().for_each_init(&tool, &work));
    }

    /// Works on each item with a tool.
    #[cfg(not(feature = "threads"))]
    pub fn each_with<T: Send, S>(
        &self,
        items: &mut [T],
        tool: impl Fn() -> S + Sync + Send,
        work: impl Fn(&mut S, &mut T) + Sync + Send,
    ) {
        let mut tool = tool();
        items.iter_mut().for_each(|item| work(&mut tool, item));
    }
}
