"""Files of torch.save that openTensorFile() must read, or refuse, as data.

    python make_pickles.py       Needs torch==2.11.0 safetensors

state.safetensors holds the tensors that every good one must give.
"""
import collections
import os

import torch
from safetensors.torch import save_file

HERE = os.path.dirname(os.path.abspath(__file__))


class Callback:  # like the objects of other people's classes in training checkpoints
    pass


class Evil:
    def __reduce__(self):
        return os.system, ("touch armature-was-here",)


def path(name):
    return os.path.join(HERE, name)


torch.manual_seed(0)
base = torch.randn(4, 6)
state = collections.OrderedDict(
    plain=base, transposed=base.t(), part=base[1:3, 2:5], scalar=torch.tensor(2.5), empty=torch.zeros(0, 3),
    half=base.half(), brain=base.bfloat16(), double=base.double(), ids=torch.arange(5), flag=torch.tensor([True, False]))
state["parameter"] = torch.nn.Parameter(base + 1)
save_file({k: v.detach().contiguous().clone() for k, v in state.items()}, path("state.safetensors"))
torch.save(state, path("state.bin"))
torch.save(state, path("legacy.bin"), _use_new_zipfile_serialization=False)
torch.save({"state_dict": state, "epoch": 3, "callbacks": {Callback: Callback()}, "lr": 1e-5}, path("training.ckpt"))
torch.save({"state_dict": state, "evil": Evil()}, path("evil.ckpt"))
torch.save(Evil(), path("only_evil.pt"))
torch.jit.script(torch.nn.Linear(2, 2)).save(path("script.pt"))
