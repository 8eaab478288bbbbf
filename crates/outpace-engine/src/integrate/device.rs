//! Devices in the loop: code that reads them, and their memory from step to step.
//!
//! A line of code is cut where it reads a device: kernels run up to there for all members at once, then the device is
//! read for one member after the other. A model without devices has one piece, and nothing is different for it.

use fearless_simd::Simd;

use crate::device::{Course, MOST_INPUTS, Reading};
use crate::kernel::{Chunk, Instruction, LANES, Opcode, Places, Threaded};
use crate::lookup::Table;
use crate::program::Schedule;
use crate::program::code::{Code, DeviceCode};

/// A straight line of code, cut where it reads devices.
pub(super) struct Line<S> {
    pieces: Vec<(Threaded<S>, Option<Read>)>,
}

/// A reading of a device.
#[derive(Clone, Copy)]
struct Read {
    /// Which device of the code.
    device: usize,
    reading: Reading,
    places: Places,
}

impl<S: Simd> Line<S> {
    pub(super) fn new(simd: S, instructions: &[Instruction], code: &Code) -> Line<S> {
        let reads = instructions.iter().any(|instruction| matches!(instruction.opcode, Opcode::Read(..)));
        // A device is read in memory, and so is what follows it.
        let kept = if reads { &vec![true; code.rows] } else { &code.kept };
        let mut pieces = Vec::new();
        let mut rest = instructions;
        loop {
            let read = rest.iter().enumerate().find_map(|(at, instruction)| match instruction.opcode {
                Opcode::Read(state, reading) => {
                    // A reading needs its device, so the code has it.
                    let device = code.devices.partition_point(|device| device.state < state);
                    Some((at, Read { device, reading, places: instruction.places }))
                }
                _ => None,
            });
            let (end, read) = read.map_or((rest.len(), None), |(at, read)| (at, Some(read)));
            pieces.push((Threaded::new(simd, (&rest[..end], code.vectors), &code.tables, kept, code.native), read));
            if read.is_none() {
                return Line { pieces };
            }
            rest = &rest[end + 1..];
        }
    }

    pub(super) fn run(&self, frame: &mut [Chunk], tables: &[Table], devices: &mut Devices, codes: &[DeviceCode]) {
        for (piece, read) in &self.pieces {
            piece.run(frame, tables);
            if let Some(read) = read {
                devices.read(frame, read, codes);
            }
        }
    }
}

/// The memories of the devices of all members of a frame; kept from one run to the next.
pub(super) struct Devices {
    memories: Vec<Memory>,
    /// How many vectors a row of the frame has.
    vectors: usize,
    course: Course,
}

/// The memory of one device, a member after the other.
#[derive(Default)]
struct Memory {
    numbers: Vec<f64>,
    /// How many numbers a member has.
    length: usize,
    started: bool,
    /// What the inputs were at the start of the step, a row each.
    inputs: Vec<Vec<Chunk>>,
}

impl Devices {
    pub(super) fn new(codes: &[DeviceCode], schedule: &Schedule, vectors: usize) -> Devices {
        let row = vec![Chunk::ZERO; vectors];
        let memory = |code: &DeviceCode| Memory { inputs: vec![row.clone(); code.inputs.len()], ..Memory::default() };
        Devices {
            memories: codes.iter().map(memory).collect(),
            vectors,
            course: Course { step: schedule.step_length(0), steps: schedule.steps() },
        }
    }

    /// Forgets the members before.
    pub(super) fn reset(&mut self) {
        self.memories.iter_mut().for_each(|memory| memory.started = false);
    }

    /// Starts the devices that no initial value has read yet.
    pub(super) fn start_all(&mut self, frame: &[Chunk], codes: &[DeviceCode]) {
        for (memory, code) in self.memories.iter_mut().zip(codes) {
            memory.start((frame, self.vectors), code, self.course);
        }
    }

    fn read(&mut self, frame: &mut [Chunk], read: &Read, codes: &[DeviceCode]) {
        let (Some(memory), Some(code)) = (self.memories.get_mut(read.device), codes.get(read.device)) else { return };
        memory.start((frame, self.vectors), code, self.course);
        let Places { destination, a, b, .. } = read.places;
        for (lane, numbers) in memory.numbers.chunks_exact(memory.length).enumerate() {
            let (a, b) = (a.lane(frame, lane), b.lane(frame, lane));
            let value = code.kind.read(numbers, read.reading, a, b, self.course);
            frame[destination.chunk() + lane / LANES].0[lane % LANES] = value;
        }
    }

    /// Takes the inputs, from the values at the start of the step.
    pub(super) fn save(&mut self, frame: &[Chunk], codes: &[DeviceCode]) {
        for (memory, code) in self.memories.iter_mut().zip(codes) {
            for (row, place) in memory.inputs.iter_mut().zip(&code.inputs) {
                row.iter_mut().zip(place.vectors(frame, self.vectors)).for_each(|(to, from)| *to = *from);
            }
        }
    }

    /// Moves all memories on by a step.
    pub(super) fn advance(&mut self, codes: &[DeviceCode]) {
        let mut ports = [0.0; MOST_INPUTS];
        for (memory, code) in self.memories.iter_mut().zip(codes) {
            for (lane, numbers) in memory.numbers.chunks_exact_mut(memory.length).enumerate() {
                for (port, row) in ports.iter_mut().zip(&memory.inputs) {
                    *port = row[lane / LANES].0[lane % LANES];
                }
                code.kind.advance(numbers, &ports[..memory.inputs.len()], self.course);
            }
        }
    }
}

impl Memory {
    /// Fills the memory for the beginning, unless that was done.
    fn start(&mut self, (frame, vectors): (&[Chunk], usize), code: &DeviceCode, course: Course) {
        if std::mem::replace(&mut self.started, true) {
            return;
        }
        let ports = |lane| code.start.iter().map(|place| place.lane(frame, lane)).collect::<Vec<f64>>();
        let length = |lane| code.kind.length(&ports(lane), code.inputs.len(), code.steady, course);
        let lanes = vectors * LANES;
        self.length = (0..lanes).map(length).max().unwrap_or(1).max(1);
        self.numbers.clear();
        self.numbers.resize(self.length * lanes, 0.0);
        for (lane, numbers) in self.numbers.chunks_exact_mut(self.length).enumerate() {
            code.kind.start(numbers, &ports(lane), course);
        }
    }
}
