//! Which threads yield to others? Those whose work may be long.

/// Lets the calling thread run when others leave room: a short question must not wait behind long work.
pub(crate) fn yield_to_others() {
    // Elsewhere niceness is the whole process's.
    #[cfg(target_os = "linux")]
    {
        /// A tenth of the weight of an ordinary thread.
        const NICENESS: i32 = 10;
        // Without it answers are the same, only later.
        let _ = rustix::process::setpriority_process(None, NICENESS);
    }
}
