import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/main.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { createAppRouter } from './app/router'
import { followEarlyAddress } from './app/early-address'
import { watchFailures } from './app/failures'

const app = createApp(App)
app.use(createPinia())
const router = createAppRouter()
app.use(router)
watchFailures(app)
void followEarlyAddress(router)
app.mount('#app')
