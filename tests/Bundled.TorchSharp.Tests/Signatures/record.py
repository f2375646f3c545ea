"""Makes official-signatures.txt, the part of TorchSharp 0.107's member list that the test needs.

    python3 record.py torchsharp-api-0.107.txt > official-signatures.txt

Left out: areas the stand-in does not touch. Modifiers that do not change how a member is called go, and so do the
namespaces that every line would repeat.
"""
import re
import sys

OUTSIDE = re.compile(r"^(Tensorboard|TorchSharp\.Utils\.tensorboard|TorchSharp\.torch\.(distributions|jit|hub|export|fft|special|"
                     r"utils\.tensorboard)\b|TorchSharp\.(Data|ExportedProgram|Utils\.(BigEndian|CRC32C|Decompress|OrderedDict|FisherYates|"
                     r"TypeFormatter|ReferenceEq))|TorchSharp\.Modules\.Distributions|TorchSharp\.(torchvision|torchaudio|torchtext))")
MODIFIERS = re.compile(r"\b(public|virtual|override|abstract|sealed|readonly|extern|async) (?=[^)]*)")


def shorten(text):
    for long, short in (("TorchSharp.torch.Tensor", "Tensor"), ("TorchSharp.torch.", "torch."), ("TorchSharp.", ""),
                        ("System.Collections.Generic.", ""), ("System.", "")):
        text = re.sub(r"(?<![\w.])" + re.escape(long) + (r"(?!\w)" if long.endswith("Tensor") else ""), short, text)
    return text


def main():
    current = None
    for line in open(sys.argv[1], encoding="utf-8"):
        owner, kind, text = line.rstrip("\n").split("\t")
        if OUTSIDE.match(owner):
            continue
        if kind == "type":
            text = re.sub(r"^public ", "", text)
        elif kind != "finalizer":
            text = MODIFIERS.sub("", text.replace("protected internal", "protected"))
        if owner != current:
            current = owner
            print(shorten(owner))
        print(f"\t{kind}\t{shorten(text)}")


main()
