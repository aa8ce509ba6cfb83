// OpenCV's build makes its bindings with `new Function`, which the content security policy forbids, and rightly so.
// The same bindings as closures, put in their place while building; the version is pinned, and a miss stops the build.
import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";

const replacements: readonly { from: string; to: string }[] = [
  {
    from: `return new Function("body","return function "+name+"() {\\n"+'    "use strict";'+"    return body.apply(this, arguments);\\n"+"};\\n")(body)`,
    to: "return{[name]:function(){return body.apply(this,arguments)}}[name]",
  },
  {
    from: `return new Function("dynCall","rawFunction",body)(dynCall,rawFunction)`,
    to: "return function(){return dynCall.apply(null,[rawFunction].concat(Array.prototype.slice.call(arguments)))}",
  },
  {
    from: "args1.push(invokerFnBody);var invokerFunction=new_(Function,args1).apply(null,args2);return invokerFunction",
    to: `return function(){
if(arguments.length!==argCount-2)throwBindingError("function "+humanName+" called with "+arguments.length+" arguments, expected "+(argCount-2)+" args!");
var destructors=needsDestructorStack?[]:null,wired=[cppTargetFunc],first=isClassMethodFunc?1:2;
if(isClassMethodFunc)wired.push(argTypes[1].toWireType(destructors,this));
for(var i=2;i<argCount;++i)wired.push(argTypes[i].toWireType(destructors,arguments[i-2]));
var rv=cppInvokerFunc.apply(null,wired);
if(needsDestructorStack)runDestructors(destructors);
else for(var i=first;i<argCount;++i)if(argTypes[i].destructorFunction!==null)argTypes[i].destructorFunction(wired[i-first+1]);
if(returns)return argTypes[0].fromWireType(rv)}`,
  },
  {
    from: "params.push(functionBody);var invokerFunction=new_(Function,params).apply(null,args);",
    to: `var invokerFunction=function(handle,name,destructors,pack){
var values=[],offset=0;
for(var i=1;i<argCount;++i){values.push(types[i].readValueFromPointer(pack+offset));offset+=types[i]["argPackAdvance"]}
var rv=handle[name].apply(handle,values);
for(var i=1;i<argCount;++i)if(types[i]["deleteObject"])types[i].deleteObject(values[i-1]);
if(!retType.isVoid)return retType.toWireType(destructors,rv)};`,
  },
];

/** Throws when the source is not the one these replacements were written for. */
export function withoutEval(source: string): string {
  const patched = replacements.reduce((text, { from, to }) => {
    if (text.split(from).length !== 2) throw new Error(`OpenCV's build has changed: not once in it: ${from}`);
    return text.replace(from, () => to);
  }, source);
  if (/new Function\(|new_\(Function|[^\w.]eval\(/.test(patched))
    throw new Error("OpenCV's build makes code at run time");
  return patched;
}

/** Emits the patched file under a name of its own content. A development server hands out the file as it is. */
export function opencvFile(): Plugin {
  return {
    name: "caliper-opencv",
    enforce: "pre",
    apply: "build",
    async load(id) {
      const [file = "", query] = id.split("?");
      if (!file.endsWith("/@techstark/opencv-js/dist/opencv.js") || query !== "url") return null;
      const source = withoutEval(await readFile(file, "utf8"));
      const reference = this.emitFile({ type: "asset", name: "opencv.js", source });
      return `export default import.meta.ROLLUP_FILE_URL_${reference}`;
    },
  };
}
