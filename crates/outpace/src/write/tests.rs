use super::*;
use crate::brief;

mod sample;
