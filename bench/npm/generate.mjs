// Translates a model into C with SDEverywhere's compiler.
// Arguments: the model, the file to write, the names of the inputs and of the outputs as JSON.
import fs from 'node:fs'
import path from 'node:path'
import { parseAndGenerate } from '@sdeverywhere/compile'

const [, , model, target, inputs, outputs] = process.argv
const spec = {
  inputVarNames: JSON.parse(inputs),
  outputVarNames: JSON.parse(outputs),
  directData: {},
  dimensionFamilies: {},
}
const [from, into] = [path.dirname(model), path.dirname(target)]
const text = fs.readFileSync(model, 'utf8')
const code = await parseAndGenerate(text, 'vensim', spec, ['generateC'], from, path.basename(target, '.c'), into, undefined)
fs.writeFileSync(target, code)
