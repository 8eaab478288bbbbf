//! Memory that holds machine code: written once, then only executed.

use crate::kernel::Chunk;
use memmap2::{Mmap, MmapMut};

/// What generated code looks like from outside: the frame, the pool, and over how many vectors of each row to go.
type Function = extern "sysv64" fn(*mut Chunk, *const Chunk, u32);

/// Machine code that may run.
#[derive(Debug)]
pub(super) struct Executable {
    memory: Mmap,
}

impl Executable {
    /// Makes code executable; `None` where the system does not allow it.
    pub(super) fn new(code: &[u8]) -> Option<Executable> {
        let mut memory = MmapMut::map_anon(code.len().max(1)).ok()?;
        memory.get_mut(..code.len())?.copy_from_slice(code);
        Some(Executable { memory: memory.make_exec().ok()? })
    }

    /// Calls the function that begins at a byte.
    ///
    /// Every function must have been made by [`translate`](super::translate), and the frame and the pool must have
    /// the size that it found: [`Native::run`](super::Native::run) checks both.
    pub(super) fn call(&self, entry: usize, frame: &mut [Chunk], pool: &[Chunk], turns: u32) {
        let Some(code) = self.memory.get(entry..) else { return };
        #[expect(unsafe_code, reason = "there is no safe way to enter code that was made while running")]
        // Safe because the bytes at `entry` are a whole function of this signature that returns, keeps the registers
        // that the convention says must be kept, and touches no memory but frame and pool, within their sizes.
        let function = unsafe { std::mem::transmute::<*const u8, Function>(code.as_ptr()) };
        function(frame.as_mut_ptr(), pool.as_ptr(), turns);
    }
}
